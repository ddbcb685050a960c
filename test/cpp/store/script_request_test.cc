// A begin whose deadline was reckoned by a wrong clock is sent again by the right one; a request
// that has ended serves another call.
#include "store/script_request.h"

#include <gtest/gtest.h>

#include <memory>

#include "redis/loop_fixture.h"
#include "redis/real_redis.h"
#include "redis/uv_transport.h"
#include "store/recording_sink.h"
#include "store/store_harness.h"

namespace onceonly::store {
namespace {

using core::AnswerCode;

class NoObserver final : public redis::ClientObserver {
 public:
  void OnBatchEnd() noexcept override {}
};

class ScriptRequestTest : public redis::LoopTest {
 protected:
  template <typename Verb>
  core::Answer Ask(const typename Verb::Call& args) {
    const Script script = PrepareScript(Verb::kScript);
    typename ScriptRequest<Verb>::FreeRequests free;
    client_.Send(ScriptRequest<Verb>::Make(&host_, &script, &free, 1, args), args.timeout_ms);
    RunUntil([this] { return sink_.Has(1); });
    return sink_.Take(1);
  }

  redis::ClientOptions Options() const {
    redis::ClientOptions options;
    options.address = server_.UnixAddress();
    return options;
  }

  redis::RealRedis server_;
  NoObserver observer_;
  RecordingSink sink_;
  redis::Client client_{loop(), handles(), Options(),
                        redis::UvTransportFactory(loop(), handles(), server_.UnixAddress()),
                        &observer_};
  const ScriptHost host_{&sink_, &client_, "idem:lock:{", "idem:result:{"};
};

TEST_F(ScriptRequestTest, LearnsTheClockFromALateBeginAndSendsItAgain) {
  const std::string id = FreshId();
  EXPECT_EQ(Ask<InspectVerb>(InspectOf(id)).code, AnswerCode::kAbsent);
  client_.LearnServerTime(1'000'000);
  EXPECT_EQ(Ask<BeginVerb>(BeginOf(id, "a")).code, AnswerCode::kOwn);
  EXPECT_GT(client_.ToServerMs(SystemClock().NowMs()), int64_t{1'600'000'000'000});
}

TEST_F(ScriptRequestTest, LearnsTheClockFromEveryReply) {
  EXPECT_EQ(Ask<InspectVerb>(InspectOf(FreshId())).code, AnswerCode::kAbsent);
  client_.LearnServerTime(1'000'000);
  EXPECT_EQ(Ask<InspectVerb>(InspectOf(FreshId())).code, AnswerCode::kAbsent);
  EXPECT_GT(client_.ToServerMs(SystemClock().NowMs()), int64_t{1'600'000'000'000});
}

TEST_F(ScriptRequestTest, SendsTheTextOfAScriptThatWasNeverLoaded) {
  const std::string id = FreshId();
  EXPECT_EQ(Ask<BeginVerb>(BeginOf(id, "a")).code, AnswerCode::kOwn);
  EXPECT_EQ(Ask<BeginVerb>(BeginOf(id, "b")).code, AnswerCode::kRunning);
}

class RequestReuseTest : public ScriptRequestTest {
 protected:
  using CompleteRequest = ScriptRequest<CompleteVerb>;

  AnswerCode Complete(const core::CompleteCall& args) {
    const core::CallId call = ++last_call_;
    client_.Send(CompleteRequest::Make(&host_, &script_, &free_, call, args), args.timeout_ms);
    RunUntil([this, call] { return sink_.Has(call); });
    return sink_.Take(call).code;
  }

  // The request that would be used next.
  const CompleteRequest* Next() {
    std::unique_ptr<CompleteRequest> next = free_.Take();
    const CompleteRequest* const seen = next.get();
    if (next != nullptr) free_.Put(std::move(next));
    return seen;
  }

 private:
  const Script script_ = PrepareScript(CompleteVerb::kScript);
  CompleteRequest::FreeRequests free_;
  core::CallId last_call_ = 0;
};

TEST_F(RequestReuseTest, UsesARequestThatHasEndedForAnotherCall) {
  const std::string id = FreshId();
  EXPECT_EQ(Complete(CompleteOf(id, "a")), AnswerCode::kAdopted);
  const auto* const ended = Next();
  ASSERT_NE(ended, nullptr);
  EXPECT_EQ(Complete(CompleteOf(id, "a")), AnswerCode::kDuplicate);
  EXPECT_EQ(Complete(CompleteOf(id, "another token")), AnswerCode::kLost);
  EXPECT_EQ(Complete(CompleteOf(FreshId(), "")), AnswerCode::kAdopted);
  EXPECT_EQ(Next(), ended);
  EXPECT_EQ(Ask<BeginVerb>(BeginOf(id, "b")).payload, "payload of a");
}

TEST_F(RequestReuseTest, KeepsNoLargePayload) {
  core::CompleteCall large = CompleteOf(FreshId(), "a");
  large.payload = Kept(std::string(1 << 20, 'x'));
  EXPECT_EQ(Complete(large), AnswerCode::kAdopted);
  EXPECT_EQ(Next(), nullptr);
}

}  // namespace
}  // namespace onceonly::store
