# The project's own CMake vocabulary: a library a folder, a test program a folder.

find_program(MOLDAU_CCACHE ccache)
if(MOLDAU_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${MOLDAU_CCACHE})
endif()

add_library(moldau_options INTERFACE)
target_include_directories(moldau_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(moldau_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wimplicit-fallthrough
  -Wno-missing-field-initializers -Wno-dangling-else
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # GCC 12 sees overlaps in std::string that are not there
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)  # what GCC 12's library uses itself
if(MOLDAU_WERROR)
  target_compile_options(moldau_options INTERFACE -Werror)
endif()
if(MOLDAU_MUTATIONS)
  target_compile_definitions(moldau_options INTERFACE MOLDAU_MUTATIONS)
endif()
# The same bytes wherever the sources lie, and the build, which names itself in debug information.
target_compile_options(moldau_options INTERFACE
  $<$<CONFIG:Release>:-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.>)
cmake_path(IS_PREFIX CMAKE_SOURCE_DIR ${CMAKE_BINARY_DIR} NORMALIZE MOLDAU_BUILDS_INSIDE)
if(NOT MOLDAU_BUILDS_INSIDE)
  target_compile_options(moldau_options INTERFACE
    $<$<CONFIG:Release>:-ffile-prefix-map=${CMAKE_BINARY_DIR}=./build/release>)
endif()
if(MOLDAU_STATIC)
  target_link_options(moldau_options INTERFACE -static-libstdc++ -static-libgcc)
endif()
if(MOLDAU_SANITIZE)
  target_compile_options(moldau_options INTERFACE -fsanitize=${MOLDAU_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(moldau_options INTERFACE -fsanitize=${MOLDAU_SANITIZE})
  if(MOLDAU_SANITIZE MATCHES thread)  # which knows no fences; Asio's handlers are ordered by locks as well
    target_compile_definitions(moldau_options INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

# Imports a C library that ships without a CMake package as moldau::NAME.
function(moldau_find_library name header)
  if(MOLDAU_STATIC)
    set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  endif()
  find_library(MOLDAU_${name}_LIBRARY ${name} REQUIRED)
  find_path(MOLDAU_${name}_INCLUDE ${header} REQUIRED)
  add_library(moldau::${name} UNKNOWN IMPORTED GLOBAL)
  set_target_properties(moldau::${name} PROPERTIES
    IMPORTED_LOCATION ${MOLDAU_${name}_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${MOLDAU_${name}_INCLUDE})
endfunction()

# moldau_library(NAME PUBLIC deps... PRIVATE deps...): every .cc below this folder, main.cc apart.
function(moldau_library name)
  cmake_parse_arguments(ARG "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  add_library(moldau_${name} STATIC ${sources})
  target_link_libraries(moldau_${name} PUBLIC moldau_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# moldau_tests(NAME LIBRARIES...): every .cc below this folder as one GoogleTest program.
function(moldau_tests name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  add_executable(${name}_tests ${sources})
  target_include_directories(${name}_tests PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name}_tests PRIVATE MOLDAU_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  # GoogleTest's macros take the optimiser as long as all the rest.
  target_compile_options(${name}_tests PRIVATE $<$<CONFIG:Debug>:-O0>)
  target_link_libraries(${name}_tests PRIVATE ${ARGN} GTest::gtest GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name}_tests DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300 LABELS unit)
endfunction()
