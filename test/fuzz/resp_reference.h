// RESP2 once more, only what is plainly right: a recursive reader of a whole text.
#ifndef ONCEONLY_TEST_FUZZ_RESP_REFERENCE_H_
#define ONCEONLY_TEST_FUZZ_RESP_REFERENCE_H_

#include <string>
#include <string_view>
#include <vector>

namespace onceonly::fuzz {

// The replies at the begin of `bytes`, as DescribeReply shows them, up to the first byte that is
// unusual: every reader has to give these. What comes after them may be an error or not.
std::vector<std::string> RepliesByReference(std::string_view bytes);

}  // namespace onceonly::fuzz

#endif  // ONCEONLY_TEST_FUZZ_RESP_REFERENCE_H_
