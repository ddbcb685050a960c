// Fails to compile where lib/ does not export what index.d.ts declares.
import type * as declared from '../../index';
import actual = require('../../lib/index');

export const matches: typeof declared = actual;
