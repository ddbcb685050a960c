// Takes the place of the functions of libc++ that write all digits of a double, not the shortest, and
// of those that write a float.
//
// Only std::to_chars with a precision or in fixed form would use them, and the addon writes a double
// in scientific form. Without them a binary is 110 KB smaller (39 KB packed): their tables are as
// good as random.
#include <charconv>
#include <cstdint>

namespace std {
inline namespace __1 {

char *__d2fixed_buffered_n(char *, char *, double, uint32_t) { __builtin_trap(); }
char *__d2exp_buffered_n(char *, char *, double, uint32_t) { __builtin_trap(); }
// A float: the addon writes only doubles.
to_chars_result __f2s_buffered_n(char *, char *, float, chars_format) { __builtin_trap(); }
void __append_n_digits(uint32_t, uint32_t, char *) { __builtin_trap(); }
void __append_nine_digits(uint32_t, char *) { __builtin_trap(); }

}  // namespace __1
}  // namespace std
