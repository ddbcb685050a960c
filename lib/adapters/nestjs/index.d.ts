import type { DynamicModule, FactoryProvider, ModuleMetadata, Type } from '@nestjs/common';
import type { MiddlewareOptions } from '../../../index';

/** Options of the module. `Req` is the type of your server's request, of Express or Fastify. */
export interface IdempotencyModuleOptions<Req = any> extends MiddlewareOptions<Req> {
  /**
   * Nest's class `HttpException`. Give it in an app that is bundled, or whose packages the module doesn't find.
   *
   * @defaultValue that of the Nest that your main file finds
   */
  httpException?: abstract new (...args: any[]) => Error;
}

/** A class that makes the options of the module. */
export interface IdempotencyOptionsFactory<Req = any> {
  /** Called once, when the app starts. */
  createIdempotencyOptions():
    IdempotencyModuleOptions<Req> | Promise<IdempotencyModuleOptions<Req>>;
}

/** Where the module gets its options. Give one of `useFactory`, `useClass` and `useExisting`. */
export interface IdempotencyModuleAsyncOptions<Req = any> extends Pick<ModuleMetadata, 'imports'> {
  /**
   * Gives the options. Gets the providers of `inject`.
   *
   * @defaultValue none
   */
  useFactory?: (
    ...args: any[]
  ) => IdempotencyModuleOptions<Req> | Promise<IdempotencyModuleOptions<Req>>;
  /**
   * Providers that `useFactory` gets, in this order.
   *
   * @defaultValue none
   */
  inject?: FactoryProvider['inject'];
  /**
   * A class that Nest makes an instance of.
   *
   * @defaultValue none
   */
  useClass?: Type<IdempotencyOptionsFactory<Req>>;
  /**
   * A provider of a module in `imports`.
   *
   * @defaultValue none
   */
  useExisting?: Type<IdempotencyOptionsFactory<Req>>;
}

/** Module of NestJS 10 to 12. Import it once, in your root module, and `Idempotent()` works in the whole app. */
export class IdempotencyModule {
  /** With options that are known when the module is declared. TypeError or RangeError for a bad one, when the app starts. */
  static forRoot<Req = any>(options?: IdempotencyModuleOptions<Req>): DynamicModule;
  /** With options that other providers know, such as those of a `ConfigService`. */
  static forRootAsync<Req = any>(options: IdempotencyModuleAsyncOptions<Req>): DynamicModule;
}

/**
 * Decorates a handler, or a controller for all of its handlers. Each runs once per key, and a retry gets the same response. Options that it
 * leaves out are the module's. `false` lets a handler of a controller go. TypeError or RangeError for a bad option.
 */
export function Idempotent<Req = any>(
  options?: false | MiddlewareOptions<Req>,
): ClassDecorator & MethodDecorator;

/** Decorates an argument of a handler: it gets the `OperationContext`, with `effectId`, `attempt` and `signal`. */
export function IdempotencyContext(): ParameterDecorator;
