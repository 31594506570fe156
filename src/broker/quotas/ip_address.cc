#include "broker/quotas/ip_address.h"

#include <arpa/inet.h>
#include <boost/asio/ip/tcp.hpp>

#include "broker/channel.h"

namespace moldau::broker {

std::optional<std::string> ip_address(const std::string& text) {
  boost::system::error_code error;
  auto address = boost::asio::ip::make_address(text, error);
  if (error) {
    in_addr short_form{};  // as 127.1, which Java takes as well
    const bool has_space =
        text.find_first_of(" \t\r\n\v\f") != text.npos;  // which inet_aton takes at the end
    if (has_space || inet_aton(text.c_str(), &short_form) == 0) return std::nullopt;
    address = boost::asio::ip::address_v4(ntohl(short_form.s_addr));
  }
  return host_of({address, 0});
}

}  // namespace moldau::broker
