import type { ConnectionOptions } from 'node:tls';

/** The address of a Redis in parts, under the names of ioredis. A part that is undefined is a TypeError: is a variable unset? */
export interface RedisAddress {
  /**
   * Name or IP address of the server. An IPv6 address has no brackets.
   *
   * @defaultValue `'127.0.0.1'`
   */
  host?: string;
  /**
   * TCP port. Text from the environment will do.
   *
   * @defaultValue `6379`
   */
  port?: number | string;
  /**
   * Path of a unix socket, instead of `host` and `port`. Windows has none: a TypeError.
   *
   * @defaultValue none
   */
  path?: string;
  /**
   * Name of the Redis user. Set it if your Redis has an ACL.
   *
   * @defaultValue none
   */
  username?: string;
  /**
   * Password. A function is asked before every connection, so that you can rotate the password while the app runs. If it says when
   * its password expires, all connections share that one, and the open ones log in with the next one in time.
   *
   * @defaultValue none
   */
  password?: string | (() => string | ExpiringPassword | Promise<string | ExpiringPassword>);
  /**
   * Number of the database. Text from the environment will do.
   *
   * @defaultValue `0`
   */
  db?: number | string;
  /**
   * `true`, or options of Node's `tls.connect()`: `ca`, `cert`, `key`, `servername`, `minVersion`, ... Set it if your server
   * wants TLS.
   *
   * @defaultValue `false`
   */
  tls?: boolean | ConnectionOptions;
  /**
   * More nodes of a Redis Cluster, as `'host:port'` or objects, that are asked while this one is out of reach. A cluster is recognised
   * without it. `false`: take the server for the only one, whatever it says of others. With a list, a `db` other than 0 or a `path` is
   * a TypeError.
   *
   * @defaultValue none
   */
  cluster?: (string | RedisNode)[] | false;
  /**
   * Where the nodes of a cluster can be reached, by the `host:port` that they tell of each other, if your network has other addresses.
   * A function returns undefined for an address that is right.
   *
   * @defaultValue none
   */
  natMap?: Record<string, RedisNode> | ((address: string) => RedisNode | undefined);
  /**
   * Whether requests that wait are told by PUBLISH that a key has changed. `false`: they look up to eight times a second. Set it if your
   * service bills PUBLISH. A cluster never publishes.
   *
   * @defaultValue `true`
   */
  publish?: boolean;
  /**
   * How many replicas must have a change before it counts. Set it to the number of all replicas where a failover must lose nothing.
   * While a replica is missing, requests get 503. Text from the environment will do.
   *
   * @defaultValue `0`
   */
  minReplicas?: number | string;
  /**
   * Addresses of one to nine sentinels, `'host:port'` or in parts, instead of `host`, `port` and `path`. They know which server is the
   * primary. Name all of them.
   *
   * @defaultValue none
   */
  sentinels?: (string | SentinelAddress)[];
  /**
   * Name of the primary in the configuration of the sentinels. Required with `sentinels`.
   *
   * @defaultValue none
   */
  name?: string;
  /**
   * Name of the user at the sentinels, which have ACLs of their own.
   *
   * @defaultValue none
   */
  sentinelUsername?: string;
  /**
   * Password for the sentinels. A function is asked before every connection.
   *
   * @defaultValue none
   */
  sentinelPassword?: string | (() => string | Promise<string>);
  /**
   * As `tls`, for the sentinels.
   *
   * @defaultValue the value of `tls`
   */
  sentinelTls?: boolean | ConnectionOptions;
}

/** Where a node of a cluster is. */
export interface RedisNode {
  /** Name or IP address. An IPv6 address has no brackets. */
  host: string;
  /**
   * TCP port.
   *
   * @defaultValue `6379`
   */
  port?: number;
}

/** A password that holds for a while, such as a token of a cloud provider. */
export interface ExpiringPassword {
  /** The password. */
  password: string;
  /**
   * Milliseconds for which it holds, more than 0. The next one is asked for after four fifths of it, and three minutes before its end at
   * the latest.
   */
  expiresInMs: number;
}

/** Where a sentinel is. */
export interface SentinelAddress {
  /** Name or IP address. An IPv6 address has no brackets. */
  host: string;
  /**
   * TCP port.
   *
   * @defaultValue `26379`
   */
  port?: number | string;
}

/** Options that name a store. */
export interface StoreOptions {
  /**
   * Address of Redis: `redis://[[user]:password@]host[:port][/db]`, `rediss://` for TLS, `unix:///path.sock`, each with `?db=n`, as
   * text or as a URL object; `redis+sentinel://host[:port][,host[:port]...]/name[/db]` or `rediss+sentinel://` for sentinels; or an
   * object. Several nodes of a cluster: `redis://a:6379,b:6379`. Set it as soon as two processes serve one route. Without it the
   * store is in memory. undefined, null and '' are a TypeError.
   *
   * @defaultValue none
   */
  redis?: string | URL | RedisAddress;
  /**
   * Prefix of every Redis key and part of every `effectId`, `[A-Za-z0-9:_.-]{1,64}`. Use one per service. A new prefix forgets all
   * keys.
   *
   * @defaultValue `'idem'`
   */
  prefix?: string;
  /**
   * Longest time to make a connection, in milliseconds, at most 2000. Raise it if your Redis is far away or slow to accept TLS.
   *
   * @defaultValue `1000`
   */
  connectTimeoutMs?: number;
  /**
   * Time without a byte from Redis, in milliseconds, after which the connection counts as dead. At most 60000. Raise it only if
   * slow commands of other programs block your Redis.
   *
   * @defaultValue `1000`
   */
  commandTimeoutMs?: number;
}
