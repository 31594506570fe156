#include "broker/io_thread.h"

#include <pthread.h>

namespace moldau::broker {

IoThread::IoThread(std::string name) : work_(context_.get_executor()) {
  thread_ = std::thread([this] { context_.run(); });
  pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
}

IoThread::~IoThread() {
  stop();
}

void IoThread::stop() {
  work_.reset();
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace moldau::broker
