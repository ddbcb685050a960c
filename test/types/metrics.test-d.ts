import { expectError, expectType } from 'tsd';
import { createStore } from 'onceonly';
import { openTelemetry, prometheus } from 'onceonly/metrics';
import type { OpenTelemetryApi, PrometheusClient, PrometheusRegister } from 'onceonly/metrics';

declare const client: PrometheusClient;
declare const register: PrometheusRegister;
declare const api: OpenTelemetryApi;
const stores = [createStore()];

expectType<() => void>(prometheus(client));
expectType<() => void>(prometheus(client, { register, stores }));
expectError(prometheus());
expectError(prometheus(client, { registry: register }));
expectError(prometheus(client, { stores: stores[0] }));

expectType<() => void>(openTelemetry(api));
expectType<() => void>(openTelemetry(api, { stores, meterProvider: { getMeter: () => ({}) } }));
expectError(openTelemetry(api, { tracerProvider: {} }));
