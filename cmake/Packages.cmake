# What is installed beside the program, and the Debian package: cpack --config build/release/CPackConfig.cmake
install(FILES LICENSE THIRD_PARTY.md docs/configuration.md docs/metrics.md docs/operations.md docs/migration.md docs/quick-start.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES packaging/moldau.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
# Beside a prefix of /usr it is /etc, wherever a package is put together; below any other prefix, its etc.
install(CODE "
  string(REGEX REPLACE \"/usr$\" \"\" above \"\${CMAKE_INSTALL_PREFIX}\")
  file(INSTALL DESTINATION \"\${above}/etc/moldau\" TYPE FILE FILES \"${CMAKE_SOURCE_DIR}/packaging/server.properties\")
")
install(FILES packaging/moldau.service DESTINATION lib/systemd/system)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME moldau)
set(CPACK_PACKAGE_CONTACT "The moldau authors <moldau@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "broker for the Kafka protocol in one process")
set(CPACK_PACKAGE_DESCRIPTION "moldau serves clients of Apache Kafka. It reads Kafka's configuration, keeps Kafka's log format
and needs no Java, no ZooKeeper and no other brokers.")
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS passwd)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/debian/postinst
    ${CMAKE_SOURCE_DIR}/packaging/debian/prerm ${CMAKE_SOURCE_DIR}/packaging/debian/postrm
    ${CMAKE_SOURCE_DIR}/packaging/debian/conffiles)
include(CPack)
