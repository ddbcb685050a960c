// Those that are told together, when one reply has come.
#ifndef ONCEONLY_STORE_TOLD_LATER_H_
#define ONCEONLY_STORE_TOLD_LATER_H_

#include <utility>
#include <vector>

namespace onceonly::store {

// Who is told may add another one, for another reply. Both lists keep their memory.
template <typename Each>
class ToldLater {
 public:
  void Add(Each* each) { waiting_.push_back(each); }

  // Calls `tell` for each that was added before the call, in that order.
  template <typename Tell>
  void TellAll(Tell tell) noexcept {
    std::vector<Each*> told = std::exchange(waiting_, std::move(spare_));
    for (Each* each : told) tell(each);
    told.clear();
    spare_ = std::move(told);
  }

 private:
  std::vector<Each*> waiting_;
  std::vector<Each*> spare_;  // empty, in memory to be used again
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_TOLD_LATER_H_
