// A reply as one line of text, to compare sequences of replies.
#ifndef ONCEONLY_TEST_FUZZ_DESCRIBE_REPLY_H_
#define ONCEONLY_TEST_FUZZ_DESCRIBE_REPLY_H_

#include <string>

#include "resp/reply.h"

namespace onceonly::fuzz {

std::string DescribeReply(const resp::Reply& reply);

}  // namespace onceonly::fuzz

#endif  // ONCEONLY_TEST_FUZZ_DESCRIBE_REPLY_H_
