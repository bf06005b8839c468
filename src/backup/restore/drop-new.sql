drop database if exists :"new" with (force);
