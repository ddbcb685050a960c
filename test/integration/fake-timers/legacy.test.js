'use strict';

// Before anything is loaded, as `fakeTimers: { enableGlobally: true }` does it.
jest.useFakeTimers({ legacyFakeTimers: true });

const { describeRoutes } = require('./routes.js');

describeRoutes('legacy fake timers of Jest');
