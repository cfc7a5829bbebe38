// Reads {form, packs, jobs: [{answers, today, standard, area}]} from standard input, prints the results as JSON.
import {Instance} from '../../gnbv/static/js/rules/form.js';
import {score} from '../../gnbv/static/js/rules/scoring.js';

process.stdin.setEncoding('utf8'); // a chunk may end in the middle of a letter
let text = '';
for await (const chunk of process.stdin) text += chunk;
const {form, packs, jobs} = JSON.parse(text);
const results = jobs.map(({answers, today, standard, area}) => {
  const instance = new Instance(form, answers, {today, newId: () => crypto.randomUUID()});
  return score(instance, packs[standard], {area});
});
process.stdout.write(JSON.stringify(results));
