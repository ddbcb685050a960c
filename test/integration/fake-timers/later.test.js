'use strict';

const { describeRoutes } = require('./routes.js');

beforeAll(() => jest.useFakeTimers());
afterAll(() => jest.useRealTimers());

describeRoutes('fake timers that are installed when everything is loaded');
