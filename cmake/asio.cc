/// Asio's own code, once: every other file that includes Asio compiles faster for it.
#include <boost/asio/impl/src.hpp>
