// Reads [{answers, meta, old, new}] from standard input, prints what migrate() makes of each.
import {migrate} from '../../gnbv/static/js/rules/migration.js';

process.stdin.setEncoding('utf8');
let text = '';
for await (const chunk of process.stdin) text += chunk;
const jobs = JSON.parse(text);
process.stdout.write(JSON.stringify(jobs.map((job) => migrate(job.answers, job.meta, job.old, job.new))));
