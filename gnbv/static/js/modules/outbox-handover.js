// "Giao phiếu bằng tệp": makes the file, gives it by download or by the phone's own sharing, and notes when.
import { Handover } from '../offline/handover.js';
import { $, fill, sheet } from './dom.js';
import { say } from './words.js';

export async function giveFile({ phone }) {
  const handover = new Handover(phone);
  const made = await handover.make();
  const file = shareable(made);
  const address = URL.createObjectURL(made.file);
  const noted = () => handover.given(made.ids);
  await sheet('t-handover-sheet', dialog => {
    fill(dialog, { what: say(made.files ? 'give.what_files' : 'give.what', { n: made.items, m: made.files }), size: say('give.size', { name: made.name, kb: Math.ceil(made.file.size / 1024) }),
      left: made.left ? say('give.left', { n: made.left }) : '' });
    // Said in the sheet itself: a toast would lie behind it.
    const save = $('[data-act=save]', dialog);
    Object.assign(save, { href: address, download: made.name });
    save.onclick = () => { noted(); fill(dialog, { saved: say('give.saved', { name: made.name }) }); };
    const share = $('[data-act=share]', dialog);
    share.hidden = !file;
    // Closing the phone's sharing list is no failure: the file can still be saved.
    share.onclick = () => navigator.share({ files: [file], title: made.name }).then(noted, () => {});
  });
  // The browser reads the file after the click: it is let go later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// Browsers share files of kinds they know; under a second name as text they let ours pass.
function shareable({ file, name }) {
  const kinds = [new File([file], name, { type: file.type }), new File([file], `${name}.txt`, { type: 'text/plain' })];
  return kinds.find(one => navigator.canShare?.({ files: [one] })) ?? null;
}
