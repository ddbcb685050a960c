// A server of records in memory that answers when a test says so, and in the way it says.
#ifndef ONCEONLY_TEST_STORE_MAP_SERVER_H_
#define ONCEONLY_TEST_STORE_MAP_SERVER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/fake_clock.h"
#include "store/record_server.h"

namespace onceonly::store {

class MapServer final : public RecordServer {
 public:
  // The server's clock is `clock` and `ahead_ms`.
  explicit MapServer(const FakeClock* clock) : clock_(clock) {}

  void Insert(std::string_view id, std::string_view text, int64_t px_ms, Patience patience,
              RecordReader* reader) override {
    Ask("insert", patience, reader, [=, this] {
      if (const std::optional<View> found = Find(id)) {
        return reader->OnRecord(tells_moment_of_inserts ? *found
                                                        : View{found->text, View::kLeftUnknown, 0});
      }
      records_[std::string(id)] = {std::string(text), ServerMs() + px_ms};
      reader->OnWritten(ServerMs());
    });
  }

  void Look(std::string_view id, Patience patience, RecordReader* reader) override {
    Ask("look", patience, reader, [=, this] {
      knows_clock = true;
      reader->OnRecord(Find(id).value_or(View{std::nullopt, 0, ServerMs()}));
    });
  }

  void Swap(std::string_view id, std::string_view expected, const Decision& decision,
            Patience patience, RecordReader* reader) override {
    Ask("swap", patience, reader, [=, this, &decision] {
      const std::optional<View> found = Find(id);
      const std::string_view text = found ? *found->text : std::string_view();
      if (text != expected) return reader->OnRecord(found.value_or(View{{}, 0, ServerMs()}));
      if (decision.wakes) ++wakes;
      Write(std::string(id), decision);
      reader->OnWritten(0);
    });
  }

  int64_t NowMs(std::string_view) const noexcept override {
    return knows_clock ? ServerMs() + misjudged_ms : 0;
  }
  bool RefusesLateInserts(std::string_view) const noexcept override { return refuses_late_inserts; }

  // Answers the question that was asked first, or every one that is asked.
  void Answer() {
    const auto next = std::move(open_.front());
    open_.pop_front();
    next.answer();
  }
  void AnswerAll() {
    while (!open_.empty()) Answer();
  }
  void RefuseAsLate() {
    RecordReader* const reader = open_.front().reader;
    open_.pop_front();
    reader->OnRecord({std::nullopt, 0, ServerMs()});
  }
  void Fail(StatusCode why) {
    RecordReader* const reader = open_.front().reader;
    open_.pop_front();
    reader->OnFailed(why);
  }

  const std::string& text(const std::string& id) const { return records_.at(id).text; }
  bool has(const std::string& id) const { return records_.contains(id); }
  void Put(const std::string& id, std::string text, int64_t px_ms) {
    records_[id] = {std::move(text), ServerMs() + px_ms};
  }
  void Wipe() { records_.clear(); }
  int64_t ServerMs() const { return clock_->NowMs() + ahead_ms; }

  // What was asked, in its order: "insert look swap".
  std::string Asked() {
    std::string all;
    for (const std::string& each : std::exchange(asked_, {})) {
      all += (all.empty() ? "" : " ") + each;
    }
    return all;
  }
  const Patience& patience() const { return patience_; }
  size_t open() const { return open_.size(); }
  // The next one is the first.
  auto& questions() { return open_; }

  bool answers_at_once = true;
  bool tells_moment_of_inserts = false;
  bool refuses_late_inserts = false;
  bool knows_clock = true;
  int64_t ahead_ms = 1'700'000'000'000;
  int64_t misjudged_ms = 0;  // what callers take its clock to be ahead of what it is
  int wakes = 0;

 private:
  struct Kept {
    std::string text;
    int64_t expires_ms;
  };
  struct Open {
    RecordReader* reader;
    std::function<void()> answer;
  };

  void Ask(const char* what, Patience patience, RecordReader* reader,
           std::function<void()> answer) {
    asked_.emplace_back(what);
    patience_ = patience;
    open_.push_back({reader, std::move(answer)});
    if (answers_at_once) Answer();
  }

  std::optional<View> Find(std::string_view id) const {
    const auto found = records_.find(std::string(id));
    if (found == records_.end() || found->second.expires_ms <= ServerMs()) return std::nullopt;
    return View{found->second.text, found->second.expires_ms - ServerMs(), ServerMs()};
  }

  void Write(const std::string& id, const Decision& decision) {
    if (decision.write == Decision::Write::kDelete) return void(records_.erase(id));
    const bool keeps = decision.write == Decision::Write::kTextKeepTtl;
    const int64_t expires = keeps ? records_[id].expires_ms : ServerMs() + decision.px_ms;
    records_[id] = {decision.text, expires};
  }

  const FakeClock* clock_;
  std::map<std::string, Kept> records_;
  std::deque<Open> open_;
  std::vector<std::string> asked_;
  Patience patience_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_TEST_STORE_MAP_SERVER_H_
