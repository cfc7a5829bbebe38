// Reads {jobs: [{node, choices, text}]} from standard input, prints [answer, as it is typed, words] of each as JSON.
import {read, shown, words} from '../../gnbv/static/js/rules/typed.js';

process.stdin.setEncoding('utf8'); // a chunk may end in the middle of a letter
let text = '';
for await (const chunk of process.stdin) text += chunk;
const {jobs} = JSON.parse(text);
const results = jobs.map(({node, choices, text: given}) => {
  const answer = read(node, choices, given);
  return [answer, shown(node, choices, answer), words(choices, answer)];
});
process.stdout.write(JSON.stringify(results));
