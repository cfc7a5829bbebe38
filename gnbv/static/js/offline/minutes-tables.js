// The two tables of the minutes. Twin: gnbv/rules/minutes_tables.py.
const [NOTHING, LETTERS, ORDER] = ['–', 'ABCD', ['new', 'escaping', 'changed', 'unchanged']];
const column = (text, width, align) => ({ text, width, align });

export const plateOf = number => String(number).padStart(3, '0');
export const presentIn = ({ attendance }) => attendance.filter(({ votes }) => votes).reduce((all, { count }) => all + count, 0);

export function attendanceTable({ attendance, words }) {
  return {
    kind: 'table',
    columns: [column('STT', 8, 'center'), column('Thành phần', 38, 'left'), column('Số người', 14, 'center'), column('Họ và tên', 40, 'left')],
    rows: attendance.map(({ capacity, count, names }, at) => ({ cells: [String(at + 1), words.capacities[capacity], String(count), names] })),
  };
}

export function householdTable({ items, words }, standard) {
  const rows = [];
  let [place, last] = [0, ''];
  for (const item of items.filter(({ classes }) => standard in classes)) {
    if (item.group !== last) {
      last = item.group;
      const count = items.filter(one => one.group === last && standard in one.classes).length;
      rows.push({ group: `${LETTERS[ORDER.indexOf(last)]}. ${words.groups[last]}: ${count} hộ` });
    }
    place++;
    const before = item.before[standard];
    rows.push({ cells: [
      String(place), plateOf(item.number), item.head_name + (item.is_block ? ' (*)' : ''), before ? words.classes[before] : NOTHING, words.classes[item.classes[standard]],
      counted(item.agree), counted(item.disagree), words.verdicts[item.verdict] + (item.remark ? `. ${item.remark}` : '')] });
  }
  return {
    kind: 'table',
    columns: [column('STT', 7, 'center'), column('Hộ số', 7, 'center'), column('Chủ hộ', 20, 'left'), column('Phân loại trước', 15, 'left'), column('Kết quả rà soát', 16, 'left'),
      column('Đồng ý', 9, 'center'), column('Không đồng ý', 10, 'center'), column('Ý kiến của cuộc họp', 16, 'left')],
    rows,
  };
}

const counted = hands => (hands === null || hands === undefined ? NOTHING : String(hands));
