// How a fuzz target says that what it looked at is wrong, and where bugs are planted.
#ifndef ONCEONLY_TEST_FUZZ_REQUIRE_H_
#define ONCEONLY_TEST_FUZZ_REQUIRE_H_

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace onceonly::fuzz {

// A second binary of each target is built with one bug between the function under test and the
// checks: a fuzzer that does not find it proves nothing by finding nothing.
#ifdef ONCEONLY_PLANT_BUG
inline constexpr bool kBugIsPlanted = true;
#else
inline constexpr bool kBugIsPlanted = false;
#endif

inline void Print(std::string_view name, std::string_view text) {
  std::fprintf(stderr, "  %.*s: %.*s\n", static_cast<int>(name.size()), name.data(),
               static_cast<int>(text.size()), text.data());
}

inline void Require(bool holds, std::string_view what) {
  if (holds) return;
  Print("VIOLATED", what);
  std::abort();
}

inline void RequireEqual(std::string_view actual, std::string_view expected,
                         std::string_view what) {
  if (actual == expected) return;
  Print("expected", expected);
  Print("actual", actual);
  Require(false, what);
}

}  // namespace onceonly::fuzz

#endif  // ONCEONLY_TEST_FUZZ_REQUIRE_H_
