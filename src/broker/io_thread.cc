#include "broker/io_thread.h"

#include <boost/asio/executor_work_guard.hpp>
#include <pthread.h>

namespace moldau::broker {

IoThread::IoThread(std::string name) : context_(std::make_unique<boost::asio::io_context>(1)) {
  thread_ = std::thread(
      [context = context_.get(), work = boost::asio::make_work_guard(*context_)] { context->run(); });
  pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
}

IoThread::~IoThread() {
  stop();
  reset();
}

void IoThread::stop() {
  if (context_) context_->stop();
  if (thread_.joinable()) thread_.join();
}

void IoThread::reset() {
  context_.reset();
}

}  // namespace moldau::broker
