// Which notice comes first when several wait: what may cost work, then what a person can do now, then the rest.
const ORDER = ['evicted', 'private', 'full', 'low', 'clock_day', 'iphone', 'update', 'temporary', 'clock', 'persist'];
const rank = key => (ORDER.indexOf(key) + 1) || ORDER.length + 1;

export const inOrder = keys => [...keys].sort((a, b) => rank(a) - rank(b));
