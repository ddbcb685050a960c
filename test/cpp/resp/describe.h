// A reply as a text that a test can compare.
#ifndef ONCEONLY_TEST_RESP_DESCRIBE_H_
#define ONCEONLY_TEST_RESP_DESCRIBE_H_

#include <string>

#include "resp/reply.h"

namespace onceonly::resp {

// "+OK", "-ERR x", ":1", "$text", "nil" or "[a, b]".
std::string Describe(const Reply& reply);

}  // namespace onceonly::resp

#endif  // ONCEONLY_TEST_RESP_DESCRIBE_H_
