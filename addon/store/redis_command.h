// A command of an operator's tool, which looks at the settings of a server.
#ifndef ONCEONLY_STORE_REDIS_COMMAND_H_
#define ONCEONLY_STORE_REDIS_COMMAND_H_

#include <string>
#include <vector>

#include "core/store.h"
#include "redis/request.h"

namespace onceonly::store {

// Answers kReplied. The payload is JSON: {"reply":...} of text, whole numbers, null and arrays, or
// {"error":"..."} with what the server says. A byte that is not ASCII stands as the character of
// its number.
redis::OwnedRequest MakeCommandRequest(core::AnswerSink* sink, core::CallId call,
                                       std::vector<std::string> arguments);

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_REDIS_COMMAND_H_
