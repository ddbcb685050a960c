// Each client makes one call to the gateway, with the key of an effect if it has one, and fails as it fails by itself. Some
// throw for every status that is an error, the others for what happens to the connection only.
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import nodeFetch from 'node-fetch';
import Stripe from 'stripe';
import { Agent, interceptors, request } from 'undici';

const { GATEWAY_URL } = process.env;
const TIMEOUT_MS = 150;
const { hostname: host, port } = new URL(GATEWAY_URL);
const stripe = new Stripe('sk_test_1', {
  host,
  port: Number(port),
  protocol: 'http',
  timeout: TIMEOUT_MS,
  maxNetworkRetries: 0,
});
const dispatcher = new Agent({ headersTimeout: TIMEOUT_MS }).compose(interceptors.responseError());

const headersOf = (fail, key) => ({
  ...(fail && { 'X-Fail': fail }),
  ...(key && { 'Idempotency-Key': key }),
});
const signal = () => AbortSignal.timeout(TIMEOUT_MS);

export const clients = {
  axios: (fail, key) =>
    axios.post(GATEWAY_URL, {}, { headers: headersOf(fail, key), timeout: TIMEOUT_MS }),
  got: (fail, key) =>
    got.post(GATEWAY_URL, { headers: headersOf(fail, key), timeout: TIMEOUT_MS, retry: 0 }),
  ky: (fail, key) =>
    ky.post(GATEWAY_URL, { headers: headersOf(fail, key), timeout: TIMEOUT_MS, retry: 0 }).json(),
  undici: async (fail, key) => {
    const { body } = await request(GATEWAY_URL, {
      method: 'POST',
      headers: headersOf(fail, key),
      dispatcher,
    });
    return body.json();
  },
  stripe: (fail, key) =>
    stripe.charges.create(
      { amount: 2500, currency: 'eur' },
      { headers: headersOf(fail), ...(key && { idempotencyKey: key }) },
    ),
  'node-fetch': async (fail, key) => {
    const options = { method: 'POST', headers: headersOf(fail, key), signal: signal() };
    return (await nodeFetch(GATEWAY_URL, options)).json();
  },
  fetch: async (fail, key) => {
    const options = { method: 'POST', headers: headersOf(fail, key), signal: signal() };
    return (await fetch(GATEWAY_URL, options)).json();
  },
};
