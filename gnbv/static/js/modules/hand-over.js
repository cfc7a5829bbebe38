// The sign-in page hands name and password to the phone's document without a second typing: once, in memory.
let given = null;

export const give = credentials => { given = credentials; };

export function take() {
  const once = given;
  given = null;
  return once;
}
