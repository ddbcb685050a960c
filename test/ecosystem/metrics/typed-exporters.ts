// The packages' own types fit: types.test.js compiles this.
import * as api from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import client from 'prom-client';
import { createStore } from '../../../index';
import { openTelemetry, prometheus } from '../../../lib/metrics';

const stores = [createStore()];
export const stops: (() => void)[] = [
  prometheus(client),
  prometheus(client, { register: new client.Registry(), stores }),
  openTelemetry(api),
  openTelemetry(api, { meterProvider: new MeterProvider(), stores }),
  openTelemetry(api, { tracerProvider: api.trace.getTracerProvider() }),
];
