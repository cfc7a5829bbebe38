// Each cause that a phone or a commune can give has one next step. A test walks all codes of both sides and finds
// none missing here.
//   wait     nothing to do: the phone tries again by itself, or a person at the commune has it
//   sign_in  again    send again        renew  fetch the news, seal anew, send
//   fix      open the sheet             task   open the tasks
//   petition the paper again, to correct it   village  the meeting, the posted list or the complaint again
//   compare  look at both copies        space  make room on this phone
//   home     look at the new home
//   reload   open the page anew         officer  tell the commune, with the words to say
const STEPS = {
  wait: 'network timeout captive server busy waiting other_tab offset base_missing household_missing household_decided household_refused household_refused late moved unassigned round_closed unknown_round unmatched withdrawn to_look_at chosen other_chosen joined_here kept_here taken_here put_aside kit_damaged kit_incomplete kit_pages',
  sign_in: 'sign_in password_needed locked',
  again: 'hash_differs unexpected unheard unreadable file_hash',
  renew: 'unknown_key envelope_unreadable malformed no_key not_sealed unknown_form',
  fix: 'file_empty answers_invalid answers_unreadable comments_open too_big item_too_large not_canonical',
  task: 'done_on_in_future note_too_long completion_id_taken',
  compare: 'rival_survey other_base already_decided same_id meeting_changed meeting_closed minutes_stand meeting_held meeting_open no_meeting',
  petition: 'petition_incomplete petition_known',
  village: 'meeting_impossible meeting_incomplete complaint_incomplete complaint_known posting_place posting_day posting_known posting_not_there posting_over posting_not_up posting_not_down posting_too_early complaints_open day_off day_to_come',
  space: 'quota',
  home: 'members_unknown head_unclear household_day',
  reload: 'store_closed store_blocked store_unusable',
  officer: 'petition_decided own_petition record_damaged nothing_to_give household_not_found not_found not_permitted own_check rejected file_type file_too_large batch_too_large photo_unreadable message_empty message_long own_home change_confirmed change_waits household_pending meeting_not_counted meeting_not_held meeting_not_signed signed_page_missing no_villagers no_reason too_many_files posting_changed posting_reason posting_stage posting_unchanged posting_up own_complaint complaint_changed complaint_decided complaint_not_checked complaint_not_listed complaint_not_posted complaint_recognised round_not_open stage_decided stage_gaps stage_not_behind stage_out_of_order',
};
export const CURES = Object.fromEntries(Object.entries(STEPS).flatMap(([cure, codes]) => codes.split(' ').map(code => [code, cure])));

// What to do about a record of the outbox. A refusal that was heard while the phone was locked has no words yet.
export function cureOf({ state, cause }) {
  if (state === 'conflict') return CURES[cause?.code] ?? 'compare';
  if (state === 'refused') return cause?.vi ? CURES[cause.code] ?? 'officer' : 'again';
  const cure = CURES[cause?.code] ?? 'wait';
  return ['sign_in', 'space', 'reload'].includes(cure) ? cure : 'wait';
}
