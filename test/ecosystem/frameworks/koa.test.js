'use strict';

const { bodyParser } = require('@koa/bodyparser');
const compress = require('koa-compress');
const cors = require('@koa/cors');
const Router = require('@koa/router');

const { http2, koaServer } = require('./servers/koa');
const { describeFramework } = require('./suite');

const plugins = { bodyParser, compress, cors, Router: Router.default ?? Router };

describeFramework(koaServer('Koa 2', require('koa2'), plugins));
const Koa3 = require('koa');
describeFramework(koaServer('Koa 3', Koa3, plugins));
describeFramework(koaServer('Koa 3 on HTTP/2', Koa3, plugins, http2));
