// A begin whose deadline was reckoned by a wrong clock is sent again by the right one.
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
  core::Answer Ask(typename Verb::Call args) {
    const Script script = PrepareScript(Verb::kScript);
    const int64_t timeout_ms = args.timeout_ms;
    client_.Send(std::make_unique<ScriptRequest<Verb>>(&host_, &script, 1, std::move(args)),
                 timeout_ms);
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

}  // namespace
}  // namespace onceonly::store
