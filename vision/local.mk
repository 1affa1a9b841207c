noinst_LIBRARIES += vision/libvision.a
vision_libvision_a_SOURCES =
