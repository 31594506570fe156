#include "broker/io_thread.h"

#include <boost/asio/executor_work_guard.hpp>

#include "tests/sim/scheduler.h"

/// Stands in for src/broker/io_thread.cc: a handler is a step.
namespace moldau::broker {

IoThread::IoThread(std::string name) : context_(std::make_unique<boost::asio::io_context>(1)) {
  sim::Scheduler::current()->add(this, std::move(name),
                                 [context = context_.get(), work = boost::asio::make_work_guard(*context_)] {
                                   return context->poll_one() > 0;
                                 });
}

IoThread::~IoThread() {
  stop();
  reset();
}

void IoThread::stop() {
  sim::Scheduler::current()->remove(this);
  if (context_) context_->stop();
}

void IoThread::reset() {
  context_.reset();
}

}  // namespace moldau::broker
