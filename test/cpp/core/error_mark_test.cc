#include "core/error_mark.h"

#include <gtest/gtest.h>

namespace onceonly::core {
namespace {

TEST(ErrorMarkTest, TakesOnlyTheErrorsQueuedSince) {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 1);
  {
    const ErrorMark mark;
    ERR_raise(ERR_LIB_USER, 2);
    {
      const ErrorMark inner;
      ERR_raise(ERR_LIB_USER, 3);
    }
    EXPECT_EQ(ERR_GET_REASON(ERR_peek_last_error()), 2);
  }
  EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), 1);
  EXPECT_EQ(ERR_get_error(), 0u);
}

}  // namespace
}  // namespace onceonly::core
