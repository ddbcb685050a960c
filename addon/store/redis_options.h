// What the parts of a Redis store are told about their server.
#ifndef ONCEONLY_STORE_REDIS_OPTIONS_H_
#define ONCEONLY_STORE_REDIS_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "net/endpoint.h"
#include "redis/options.h"

namespace onceonly::store {

struct RedisStoreOptions {
  std::string prefix = "idem";  // [A-Za-z0-9:_.-]{1,64}
  net::Endpoint endpoint = redis::kDefaultEndpoint;
  // Whether a user who lacks a right that the store needs is refused before anything runs.
  bool refuses_users = true;
  // More nodes of a cluster to ask for its map. Where there are any, the server is one of them.
  std::vector<net::Endpoint> seeds;
  bool may_be_cluster = true;  // false: what a node says of others is an error
  bool publishes = true;       // whether waiters are told of changes
  // How many replicas must have what is answered; 0: only the server itself.
  int64_t min_replicas = 0;
  redis::ConnectionOptions connection;  // `setup` is filled in by the store
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_REDIS_OPTIONS_H_
