#pragma once
#include <string>
namespace moldau::coord { struct Member { std::string id; }; }
