'use strict';

/** The default of an option as the documents write it: in backticks, or `none`. */
function shownDefault(preset) {
  if (preset === undefined) return 'none';
  return `\`${JSON.stringify(preset).replaceAll('"', "'").replaceAll(',', ', ')}\``;
}

module.exports = { shownDefault };
