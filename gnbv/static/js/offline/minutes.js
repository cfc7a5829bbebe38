// The minutes of a village meeting as blocks of text, the same here as on the commune's paper. Twin: gnbv/rules/minutes.py;
// both obey tests/parity/vectors/minutes.json. Vietnamese only: it is a document, not a page.
import { AGREED, needed, NOT_REACHED, outcome, REJECTED } from './meetings.js';
import { attendanceTable, householdTable, plateOf, presentIn } from './minutes-tables.js';

const MARK = 'MINH HỌA – không dùng để xét hộ nghèo';
const PROVISIONAL = 'Bố cục tạm thời, chờ đối chiếu với mẫu biên bản chính thức.';
const COPIES = 'Biên bản này được lập thành 02 bản, có chữ ký của chủ trì, thư ký và đại diện các hộ dân.';
const HINT = '(Ký, ghi rõ họ tên)';
const MOST_MEETINGS = 2;
const DAY_OFFSET_MS = 7 * 3_600_000;
const ORDINALS = { 2: 'hai', 3: 'ba', 4: 'tư', 5: 'năm' };

const line = (text, more) => ({ kind: 'line', text, ...more });
const section = text => ({ kind: 'section', text });
const home = ({ number, head_name: head }) => `hộ ${plateOf(number)} (${head})`;
const named = items => items.map(home).join(', ');
const person = ({ name, post }) => (post ? `${name}, ${post}` : name);

export function minutes(facts) {
  const blocks = facts.illustrative ? [{ kind: 'mark', text: MARK }] : [];
  return [...blocks, ...head(facts), ...people(facts), ...course(facts), ...results(facts), ...conclusion(facts), signs(facts), { kind: 'foot', text: PROVISIONAL }];
}

function inWords(day) {
  const [year, month, ofMonth] = day.split('-');
  return `ngày ${ofMonth} tháng ${Number(month) < 3 ? month : Number(month)} năm ${year}`;
}

function atHour(time) {
  const [hour, minute] = time.split(':');
  return `${hour} giờ ${minute} phút`;
}

function head({ commune, village, number, attempt, year, round, started, held_on: on, place }) {
  const which = attempt === 1 ? '' : ` (lần thứ ${ORDINALS[attempt] ?? attempt})`;
  return [
    { kind: 'head', left: [`UBND ${commune}`.toUpperCase(), village.toUpperCase(), `Số: ${String(number).padStart(2, '0')}/BB`], right: ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc'] },
    { kind: 'title', text: 'BIÊN BẢN', under: [`Họp dân ${village} về kết quả rà soát hộ nghèo, hộ cận nghèo năm ${year}${which}`, round] },
    line(`Thời gian bắt đầu: ${atHour(started)}, ${inWords(on)}.`), line(`Địa điểm: ${place}.`),
  ];
}

function people(facts) {
  const everybody = facts.attendance.reduce((all, { count }) => all + count, 0);
  const present = presentIn(facts);
  const counted = present === everybody ? '' : `, trong đó ${present} người được tính khi biểu quyết`;
  return [section('I. THÀNH PHẦN THAM DỰ'), line(`Chủ trì: ${person(facts.people.chair)}.`), line(`Thư ký: ${person(facts.people.secretary)}.`), attendanceTable(facts),
    line(`Tổng số người dự họp: ${everybody} người${counted}.`)];
}

function course(facts) {
  const { items, percent, standards, remarks } = facts;
  const present = presentIn(facts);
  const blocks = [section('II. NỘI DUNG'),
    line(`Chủ trì thông qua kết quả rà soát${standards.length > 1 ? ' theo từng chuẩn' : ''} của ${items.length} hộ, theo thứ tự: hộ mới phát sinh, hộ đề nghị thoát, hộ thay đổi phân loại, hộ không thay đổi. Với mỗi hộ, thư ký đếm số tay đồng ý và số tay không đồng ý.`),
    line(`Kết quả của một hộ được thống nhất khi có từ ${percent} % số người dự họp đồng ý, tức từ ${needed(present, percent)} trên ${present} người trở lên.`)];
  if (items.some(({ is_block: isBlock }) => isBlock)) blocks.push(line('Các hộ không thay đổi phân loại có dấu (*) biểu quyết chung một lần.'));
  const waiting = items.filter(({ unapproved_reason: reason }) => reason);
  if (waiting.length) blocks.push(line(`Hộ có phiếu chưa duyệt khi họp: ${waiting.map(item => `${home(item)}: ${item.unapproved_reason.trim().replace(/[.;]+$/, '')}`).join('; ')}.`));
  const told = remarks.split(/\r\n|\r|\n/).map(one => one.trim()).filter(Boolean);
  return told.length ? [...blocks, line('Ý kiến tại cuộc họp:'), ...told.map(one => line(`- ${one}`))] : blocks;
}

function results(facts) {
  const several = facts.standards.length > 1;
  return [section('III. KẾT QUẢ BIỂU QUYẾT'), ...facts.standards.flatMap(({ key, name }) => [...several ? [line(`Theo chuẩn: ${name}`, { is_strong: true })] : [], householdTable(facts, key)])];
}

function conclusion({ items, ended, ended_on: endedOn }) {
  const of = verdict => items.filter(item => item.verdict === verdict);
  const last = of(REJECTED).filter(({ refused }) => refused + 1 >= MOST_MEETINGS);
  const again = of(REJECTED).filter(item => !last.includes(item));
  const unheard = of(NOT_REACHED);
  return [section('IV. KẾT LUẬN'), line(`Cuộc họp thống nhất kết quả rà soát của ${of(AGREED).length} trên ${items.length} hộ.`),
    ...again.length ? [line(`Chưa thống nhất, Ban Chỉ đạo rà soát cấp xã rà soát lại và họp lần thứ hai: ${named(again)}.`)] : [],
    ...last.length ? [line(`Hai lần họp chưa thống nhất, Ban Chỉ đạo rà soát cấp xã kết luận bằng văn bản: ${named(last)}.`)] : [],
    ...unheard.length ? [line(`Chưa bàn tới, chuyển sang cuộc họp sau: ${named(unheard)}.`)] : [],
    line(COPIES), line(`Cuộc họp kết thúc vào ${atHour(ended)}, ${inWords(endedOn)}./.`)];
}

function signs({ people: { representatives, secretary, chair } }) {
  const column = (title, names) => ({ title, hint: HINT, names });
  return { kind: 'signs', columns: [column('ĐẠI DIỆN HỘ DÂN', representatives.map(({ name }) => name)), column('THƯ KÝ', [secretary.name]), column('CHỦ TRÌ', [chair.name])] };
}

// What the text is made of: the kit's meeting, and what was written down at it as it travels (`payloadOf`).
export function factsOf(meeting, state, told) {
  const present = new Map(outcome(meeting, state).map(one => [one.item.household, one]));
  const votes = new Map(told.votes.map(vote => [vote.household, vote]));
  const local = instant => new Date(Date.parse(instant) + DAY_OFFSET_MS).toISOString();
  return {
    ...meeting.minutes, number: meeting.number, percent: meeting.percent, illustrative: meeting.illustrative, place: told.place, held_on: told.held_on,
    started: local(told.started_at).slice(11, 16), ended: local(told.ended_at).slice(11, 16), ended_on: local(told.ended_at).slice(0, 10),
    attendance: told.attendance.map(row => ({ ...row, votes: meeting.capacities.find(({ key }) => key === row.capacity).votes })), people: told.people, remarks: told.remarks,
    items: meeting.items.map(({ household, head, unapproved, ...item }) => {
      const { agree = null, disagree = null, is_block: isBlock = false, remark = '' } = votes.get(household) ?? {};
      const { verdict } = present.get(household);
      return { ...item, head_name: head, agree, disagree, is_block: isBlock, verdict: verdict === 'too_many' ? NOT_REACHED : verdict, unapproved_reason: unapproved, remark };
    }),
  };
}
