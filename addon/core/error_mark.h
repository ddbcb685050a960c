// OpenSSL's error queue belongs to the thread, and so to the application as well.
#ifndef ONCEONLY_CORE_ERROR_MARK_H_
#define ONCEONLY_CORE_ERROR_MARK_H_

#include <openssl/err.h>

namespace onceonly::core {

// Takes away at its end every error that was queued since its begin.
class ErrorMark {
 public:
  ErrorMark() noexcept { ERR_set_mark(); }
  ~ErrorMark() { ERR_pop_to_mark(); }
  ErrorMark(const ErrorMark&) = delete;
  ErrorMark& operator=(const ErrorMark&) = delete;
};

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_ERROR_MARK_H_
