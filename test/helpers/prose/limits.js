'use strict';

// The limits of our prose, and why they are there. A page that breaks one is hard to read for somebody in a hurry, or for
// somebody who learnt English second.
module.exports = {
  // Pages for users speak to them. Proofs, measurements and decisions need not.
  speaks: /^(README\.md$|docs\/)/,
  internals: /^docs\/internals\//,
  // Longer sentences must be read twice. Aim at 25.
  wordsPerSentence: 30,
  // "what" as a noun ("what charges the card") hides the noun that a reader looks for. The pages of ten other packages
  // that we compared have 0.1 to 1.7 of them per 1,000 words.
  whatsPerThousandWords: 2,
  // All pages together have fewer.
  whatsPerThousandWordsInAll: 1,
  // A short page may have one all the same.
  whatsPerPage: 1,
  // A page that never says "you" describes itself instead of helping its reader.
  yousPerPage: 1,
};
