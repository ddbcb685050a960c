// Which calls watch which key.
#ifndef ONCEONLY_STORE_WATCHES_H_
#define ONCEONLY_STORE_WATCHES_H_

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/store.h"

namespace onceonly::store {

class Watches {
 public:
  bool Has(core::CallId call) const { return by_call_.contains(call); }
  bool empty() const noexcept { return by_call_.empty(); }

  // REQUIRES: the call watches nothing yet.
  void Add(core::CallId call, std::string id) {
    by_call_.emplace(call, by_id_.emplace(std::move(id), call));
  }
  // The id that the call has watched until now, empty if none.
  std::string Remove(core::CallId call) {
    const auto entry = by_call_.extract(call);
    return entry ? std::move(by_id_.extract(entry.mapped()).key()) : std::string();
  }
  void Clear() noexcept {
    by_call_.clear();
    by_id_.clear();
  }

  // Hands an answer with that code to every call that watches the id.
  void Tell(std::string_view id, core::AnswerCode code, core::AnswerSink* sink) const {
    const auto [first, last] = by_id_.equal_range(id);
    for (auto each = first; each != last; ++each) {
      core::Answer answer;
      answer.code = code;
      sink->OnAnswer(each->second, std::move(answer));
    }
  }

 private:
  using ById = std::multimap<std::string, core::CallId, std::less<>>;

  ById by_id_;
  std::unordered_map<core::CallId, ById::iterator> by_call_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_WATCHES_H_
