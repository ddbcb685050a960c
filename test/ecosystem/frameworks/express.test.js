'use strict';

const { expressServer } = require('./servers/express');
const { describeFramework } = require('./suite');

describeFramework(expressServer('Express 4', require('express4')));
describeFramework(expressServer('Express 5', require('express')));
