'use strict';

// Before anything is loaded, as `fakeTimers: { enableGlobally: true }` does it.
jest.useFakeTimers();

const { describeRoutes } = require('./routes.js');

describeRoutes('fake timers of Jest');
