// The fixture of the contract suite, which runs against every kind of store.
#ifndef ONCEONLY_TEST_STORE_CONTRACT_TEST_H_
#define ONCEONLY_TEST_STORE_CONTRACT_TEST_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "store/key_state.h"
#include "store/store_harness.h"

namespace onceonly::store {

class ContractTest : public testing::TestWithParam<StoreKind> {
 protected:
  std::unique_ptr<StoreHarness> harness_ = MakeHarness(GetParam());
  StoreHarness& on_ = *harness_;
};

inline std::string KindName(const testing::TestParamInfo<StoreKind>& info) {
  return info.param == StoreKind::kMemory ? "Memory" : "Redis";
}

inline auto EveryStore() { return testing::Values(StoreKind::kMemory, StoreKind::kRedis); }

}  // namespace onceonly::store

#endif  // ONCEONLY_TEST_STORE_CONTRACT_TEST_H_
