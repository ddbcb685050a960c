import type { Store } from '../../index';

/** Options of both exporters. */
export interface ExporterOptions {
  /**
   * Stores whose state is shown. `createStore()` with the settings of your middleware gives its store.
   *
   * @defaultValue `[]`
   */
  stores?: readonly Store[];
}

/** A registry of prom-client. */
export interface PrometheusRegister {
  /** Takes a metric. */
  registerMetric(metric: any): void;
  /** Gives a metric by its name. */
  getSingleMetric(name: string): unknown;
  /** Forgets a metric. */
  removeSingleMetric(name: string): void;
}

/** Options of `prometheus()`. */
export interface PrometheusOptions extends ExporterOptions {
  /**
   * Registry that gets the metrics. The default is the registry of prom-client that you gave.
   *
   * @defaultValue none
   */
  register?: PrometheusRegister;
}

/** The part of prom-client that is used. */
export interface PrometheusClient {
  /** The default registry. */
  register: PrometheusRegister;
}

/**
 * Puts the metrics of this process into a registry of prom-client: `prometheus(require('prom-client'))`. Call it once per process.
 * Returns a function that takes them out again. TypeError for a wrong option, or if the registry has a metric of the same name.
 */
export function prometheus(client: PrometheusClient, options?: PrometheusOptions): () => void;

/** Options of `openTelemetry()`. */
export interface OpenTelemetryOptions extends ExporterOptions {
  /**
   * Meter provider that gets the metrics. The default is the global one.
   *
   * @defaultValue none
   */
  meterProvider?: {
    /** Gives a meter. */
    getMeter(name: string, version?: string): any;
  };
  /**
   * Tracer provider that gets the spans. The default is the global one.
   *
   * @defaultValue none
   */
  tracerProvider?: {
    /** Gives a tracer. */
    getTracer(name: string, version?: string): any;
  };
}

/** The part of OpenTelemetry's API package that is used. */
export interface OpenTelemetryApi {
  /** Metrics. */
  metrics: {
    /** Gives the global meter provider. */
    getMeterProvider(): any;
  };
  /** Traces. */
  trace: {
    /** Gives the global tracer provider. */
    getTracerProvider(): any;
    /** Puts a span into a context. */
    setSpan(context: any, span: any): any;
  };
  /** Contexts. */
  context: {
    /** Gives the context of now. */
    active(): any;
    /** Calls a function in a context. */
    with(context: any, fn: () => any, ...rest: any[]): any;
  };
  /** Kinds of spans. */
  SpanKind: {
    /** Kind of the spans of this package. */
    INTERNAL: any;
  };
  /** Status of spans. */
  SpanStatusCode: {
    /** Status of a span that failed. */
    ERROR: any;
  };
}

/**
 * Gives the metrics of this process to OpenTelemetry's API package, and puts a span around each execution. Call it once per process,
 * after your SDK has started. Returns a function that ends both. TypeError for a wrong option.
 */
export function openTelemetry(api: OpenTelemetryApi, options?: OpenTelemetryOptions): () => void;
