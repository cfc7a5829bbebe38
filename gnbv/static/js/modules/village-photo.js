// A photo of the village's procedure (a signed page, a list on its wall): made small, stored beside the draft, shown.
import { shrink } from './photo.js';
import { $, fill } from './dom.js';
import { say, sayError } from './words.js';

// A page of writing must stay readable.
const LONGEST = 1920;

// `place` is a copy of t-village-photo; `kept` hears that one was stored.
export function photoField(place, draft, ref, kept = () => {}) {
  const field = $('input[type=file]', place);
  field.onchange = async () => {
    const [file] = field.files;
    if (!file) return;
    fill(place, { photo_error: '', photo_state: say('meet.photo_working') });
    try {
      await draft.photo(ref, await shrink(file, LONGEST));
      await draw(place, draft, ref);
      kept();
    } catch (error) {
      fill(place, { photo_state: '', photo_error: error.code ? sayError(error) : say('meet.photo_bad') });
    }
    field.value = '';
  };
  return draw(place, draft, ref);
}

async function draw(place, draft, ref) {
  const bytes = await draft.picture(ref).catch(() => null);
  const picture = $('img', place);
  picture.hidden = !bytes;
  fill(place, { photo_state: draft.file(ref) ? say('meet.photo_kept') : '', take: say(draft.file(ref) ? 'meet.photo_again' : 'meet.photo_take') });
  if (!bytes) return;
  picture.onload = () => URL.revokeObjectURL(picture.src);
  picture.src = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
}
