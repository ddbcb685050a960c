// What Express hands to your code. `any` where @types/express is not installed: the package needs Express for no type.
// @ts-ignore
import type { NextFunction, Request, Response } from 'express';

/** Express's request, of version 4 or 5 as you have installed it. */
export type ExpressRequest = Request;
/** Express's response. */
export type ExpressResponse = Response;
/** Express's `next`. */
export type ExpressNext = NextFunction;
