drop database :"old" with (force);
