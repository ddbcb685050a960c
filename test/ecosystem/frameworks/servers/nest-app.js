'use strict';

/** Calls decorators as TypeScript does: those of a method from the last to the first. */
function decorate(Class, { on = [], methods = {} }) {
  for (const [name, { takes = [], on: decorators = [] }] of Object.entries(methods)) {
    takes.forEach((decorator, index) => decorator(Class.prototype, name, index));
    for (const decorator of decorators.toReversed()) {
      const descriptor = Object.getOwnPropertyDescriptor(Class.prototype, name);
      const changed = decorator(Class.prototype, name, descriptor) ?? descriptor;
      Object.defineProperty(Class.prototype, name, changed);
    }
  }
  for (const decorator of on.toReversed()) decorator(Class);
  return Class;
}

/** A version of Nest: its packages, and how it makes an app on a server. */
function nestVersion(load, platform) {
  const common = load('@nestjs/common');
  const core = load('@nestjs/core');
  const { ExpressAdapter, FastifyAdapter, RouteConstraints } = load(`@nestjs/platform-${platform}`);
  return {
    ...{ common, core, platform, RouteConstraints },
    /** `imports` and `parts` of the root module; `prepare(app)` comes before the routes. Resolves to the app. */
    async create({ imports = [], parts = {}, configure }, prepare = () => {}, options = {}) {
      class Root {}
      if (configure !== undefined) Root.prototype.configure = configure;
      decorate(Root, { on: [common.Module({ imports, ...parts })] });
      const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
      const settings = { logger: false, abortOnError: false, ...options };
      const app = await core.NestFactory.create(Root, adapter, settings);
      await prepare(app);
      await app.listen(0, '127.0.0.1');
      return app;
    },
  };
}

module.exports = { decorate, nestVersion };
