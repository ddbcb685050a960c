// Numbers as ECMAScript writes them, by trial with the C library.
#ifndef ONCEONLY_TEST_FUZZ_NUMBER_REFERENCE_H_
#define ONCEONLY_TEST_FUZZ_NUMBER_REFERENCE_H_

#include <string>

namespace onceonly::fuzz {

// ECMA-262 section 6.1.6.1.20, Number::toString. REQUIRES: `value` is finite.
std::string NumberByReference(double value);

// True if the double nearest to these decimal digits is exactly their value.
bool DoubleHolds(const std::string& digits);

}  // namespace onceonly::fuzz

#endif  // ONCEONLY_TEST_FUZZ_NUMBER_REFERENCE_H_
