// What JavaScript has to know of the memory and the numbers that both sides share.
#ifndef ONCEONLY_BINDING_LAYOUT_H_
#define ONCEONLY_BINDING_LAYOUT_H_

#include <napi.h>

namespace onceonly::binding {

// One more for every change of what is exported here, and of the arguments that a function of the
// addon takes. lib/native/binding.js names the one that lib/ was written for, and takes no other:
// a binary that was left over from an older build would misread calls.
inline constexpr int kLayoutVersion = 6;

// `version`, the places of the numbers and values that cross in shared arrays, and the numbers that
// stand for names. All of it comes from the enums that C++ itself goes by, so that lib/ copies
// nothing.
Napi::Object Layout(Napi::Env env);

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_LAYOUT_H_
