// Fails to compile where lib/ may read a member of a request or a response that the seam does not name.
import express = require('../../lib/adapters/express/middleware');
import idempotencyKey = require('../../lib/identity/idempotency-key');
import identity = require('../../lib/identity/identify-request');
import fingerprints = require('../../lib/fingerprint/fingerprints');
import outcomeHeaders = require('../../lib/http/outcome-headers');
import responseMode = require('../../lib/response/response-mode');
import type { NodeResponse, Request, Response } from '../../lib/exchange/exchange';

type FirstOf<F extends (...args: any[]) => unknown> = Parameters<F>[0];
type IsAny<T> = 0 extends 1 & T ? true : false;

export const untyped: false[] = [
  false as IsAny<FirstOf<ReturnType<typeof express.idempotency>>>,
  false as IsAny<FirstOf<ReturnType<typeof idempotencyKey.keyReader>>>,
  false as IsAny<FirstOf<typeof identity.identifyRequest>>,
  false as IsAny<FirstOf<typeof fingerprints.requestFingerprints>>,
  false as IsAny<FirstOf<typeof outcomeHeaders.setOutcomeHeaders>>,
  false as IsAny<FirstOf<typeof responseMode.answerOnce>>,
];

declare const req: Request;
declare const res: Response;
declare const whole: NodeResponse;

// The members of every request are there, those of some may be missing.
export const required: [string, string, object] = [req.method, req.url, req.headers];
// @ts-expect-error
export const optional: string = req.originalUrl;

// Members of Express, or of Node, that no adapter is asked for.
// @ts-expect-error
export const ofExpress = req.ip;
// @ts-expect-error
export const ofNode = req.socket;
// @ts-expect-error
export const ofResponse = res.write;
export const ofWholeResponse = whole.write;
